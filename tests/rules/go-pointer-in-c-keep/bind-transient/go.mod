module example.com/bind-transient

go 1.22
