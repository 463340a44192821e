module example.com/router-second-constructor-shares

go 1.22
