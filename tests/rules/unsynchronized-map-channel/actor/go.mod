module example.com/actor

go 1.22
