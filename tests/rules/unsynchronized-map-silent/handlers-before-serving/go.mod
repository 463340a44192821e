module example.com/handlers-before-serving

go 1.22
