module example.com/each-way

go 1.24
