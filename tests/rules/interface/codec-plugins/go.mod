module example.com/codec-plugins

go 1.22
