belay help chek-nothing-like-it
