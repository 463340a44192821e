module example.com/wrong-shard

go 1.22
