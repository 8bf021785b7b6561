"""The pages that tell a whole story: home, search, a practice, what is owed, lists, what the study reported."""

from commonground.desk.views.code_book import code_book
from commonground.desk.views.differences import differences, differences_csv, differences_xlsx
from commonground.desk.views.effort import effort_csv, effort_xlsx
from commonground.desk.views.follow_up import follow_up
from commonground.desk.views.home import home, search
from commonground.desk.views.lists import listing, listing_csv, listing_xlsx, take_away
from commonground.desk.views.practice import story
from commonground.desk.views.study import study, study_csv, study_xlsx

__all__ = [
    "code_book",
    "differences",
    "differences_csv",
    "differences_xlsx",
    "effort_csv",
    "effort_xlsx",
    "follow_up",
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
