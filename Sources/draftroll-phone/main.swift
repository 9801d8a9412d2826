print("draftroll-phone")
