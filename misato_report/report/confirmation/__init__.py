"""確認票: the figures that are new or changed, for the departments to confirm with their stamps before the paper goes out."""
