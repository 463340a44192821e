module example.com/during-the-call

go 1.22
