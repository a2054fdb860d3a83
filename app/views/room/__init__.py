"""The page of a room: where one is opened, taught and joined."""
