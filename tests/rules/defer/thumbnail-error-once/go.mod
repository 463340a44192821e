module example.com/thumbnail-error-once

go 1.22
