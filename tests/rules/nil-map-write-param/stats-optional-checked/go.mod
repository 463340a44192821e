module example.com/stats-optional-checked

go 1.22
