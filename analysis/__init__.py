"""Reading, drawing and judging Beachhead's result files; nothing here knows the engine."""
