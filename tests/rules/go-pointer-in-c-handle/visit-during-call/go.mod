module example.com/visit-during-call

go 1.22
