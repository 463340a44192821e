module example.com/mutated-after-publish

go 1.22
