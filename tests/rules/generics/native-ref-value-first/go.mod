module example.com/native-ref-value-first

go 1.22
