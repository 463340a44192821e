module example.com/task-list-handle

go 1.22
