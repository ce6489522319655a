"""The places of Japan: today's and former municipalities, wards and prefectures, by code and by name."""
