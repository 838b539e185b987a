where(e > 0, a * e**2, abs(e))  # 3, 0.1 to 10, log
