belay dump calls --algorithm guess
