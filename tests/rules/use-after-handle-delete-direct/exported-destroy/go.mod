module example.com/exported-destroy

go 1.22
