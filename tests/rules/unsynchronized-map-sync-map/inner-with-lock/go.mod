module example.com/inner-with-lock

go 1.22
