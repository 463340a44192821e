belay report /
