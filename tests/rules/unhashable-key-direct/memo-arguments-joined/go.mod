module example.com/memo-arguments-joined

go 1.22
