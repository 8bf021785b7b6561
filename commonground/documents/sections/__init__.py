"""The sections of the practice's report, each made from a ReportInput."""
