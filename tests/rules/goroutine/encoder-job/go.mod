module example.com/encoder-job

go 1.22
