module example.com/read-without-wait

go 1.22
