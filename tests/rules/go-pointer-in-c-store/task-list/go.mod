module example.com/task-list

go 1.22
