module example.com/header-view

go 1.22
