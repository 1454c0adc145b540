"""Tables that people send as files, read as they see them; nothing in a file decides how much work it makes."""
