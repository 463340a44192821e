module example.com/actor-leak

go 1.22
