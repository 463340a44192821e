module example.com/router-second-constructor

go 1.22
