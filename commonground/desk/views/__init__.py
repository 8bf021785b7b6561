"""The pages that tell a whole story: home, search, a practice, lists to take away, what the study reported."""

from commonground.desk.views.home import home, search
from commonground.desk.views.lists import listing, listing_csv, listing_xlsx, take_away
from commonground.desk.views.practice import story
from commonground.desk.views.study import study, study_csv, study_xlsx

__all__ = [
    "home",
    "listing",
    "listing_csv",
    "listing_xlsx",
    "search",
    "story",
    "study",
    "study_csv",
    "study_xlsx",
    "take_away",
]
