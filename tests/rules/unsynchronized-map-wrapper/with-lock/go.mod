module example.com/with-lock

go 1.22
