"""The report in a browser while its texts are being written."""
