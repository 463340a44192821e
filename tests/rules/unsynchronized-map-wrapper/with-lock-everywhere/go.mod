module example.com/with-lock-everywhere

go 1.22
