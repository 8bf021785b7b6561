"""A round's timetable between what is kept and the engine: asked, worked out, made into times."""
