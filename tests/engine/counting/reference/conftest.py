"""A rulebook with one invented file added: a schedule change is a new file and no code."""

from pathlib import Path

import pytest

from commonground.engine.rules.loader import RULEBOOK, load_rulebook
from commonground.engine.rules.model import Rulebook

INVENTED = """
title: An invented change
source: RULES
evidence: decided
valid_from: 2028-01-01
dose_rules:
  - id: pcv-invented-1
    series: pcv
    dose: "1"
    minimum_age: 10 weeks
    before_age: 6 months
    if_missed: next dose
    words: The first invented dose counts from ten weeks until the day before six months.
  - id: pcv-invented-2
    series: pcv
    dose: "2"
    minimum_interval: 2 months
    follows: pcv-invented-1
    last_age: 400 days
    words: The second invented dose counts from two months after the first to day 400.
  - id: pcv-invented-booster
    series: pcv
    dose: booster
    minimum_age: 13 months
    minimum_interval: 8 weeks
    spaced_from: [pcv-invented-1, pcv-invented-2, mmr-1]
    words: The invented booster counts from 13 months, and 8 weeks after PCV or MMR on an earlier day.
courses:
  - id: pcv-invented
    series: pcv
    births_from: 2028-01-01
    births_to: 2028-12-30
    words: Doses at 12 weeks, 6 months and 14 months.
    doses:
      - {rule: pcv-invented-1, recommended: 12 weeks}
      - {rule: pcv-invented-2, recommended: 6 months, programme_start: 2028-09-01}
      - {rule: pcv-invented-booster, recommended: 14 months}
schedule_versions:
  - id: version-invented
    births_from: 2028-01-01
    births_to: 2028-12-30
    words: Children born in 2028, but for its last day.
    visits:
      - {age: 8 weeks, vaccines: [6in1, Rota, MenB]}
      - {age: 12 weeks, vaccines: [6in1, Rota, MenB, PCV]}
      - {age: 16 weeks, vaccines: [6in1]}
      - {age: 6 months, vaccines: [PCV]}
      - {age: 12 months, vaccines: [MMRV, MenB]}
      - {age: 14 months, vaccines: [PCV]}
      - {age: 18 months, vaccines: [6in1, MMRV]}
      - {age: 3 years 4 months, vaccines: [4in1]}
"""


@pytest.fixture
def invented(tmp_path: Path) -> Rulebook:
    """The package's rulebook and one more file: other doses of PCV for births of 2028."""
    (tmp_path / "invented.yaml").write_text(INVENTED, encoding="utf-8")
    return load_rulebook(RULEBOOK, tmp_path)
