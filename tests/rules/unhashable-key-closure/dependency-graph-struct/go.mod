module example.com/dependency-graph-struct

go 1.22
