print("draftroll")
