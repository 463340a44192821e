module example.com/free-then-delete-locked

go 1.22
