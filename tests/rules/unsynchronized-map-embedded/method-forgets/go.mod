module example.com/method-forgets

go 1.22
