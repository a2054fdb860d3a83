from app import course

course.opening("x", "y")
