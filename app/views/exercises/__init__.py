"""The page of exercises: worksheets, lesson plans and an exam."""
