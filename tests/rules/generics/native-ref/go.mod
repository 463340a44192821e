module example.com/native-ref

go 1.22
