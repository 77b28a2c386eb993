"""Makes a workbook with openpyxl: dates, numbers, shares, money, formulas, texts of digits, merged cells, a link."""

import datetime
import sys

import openpyxl

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "企业"
sheet.append(["名称", "成立", "人数", "占比", "营收", "区号", "代码", "合计", "上市"])
sheet.append(["康弘药业", datetime.date(1996, 10, 3), 4200, 0.125, 1234.5, "028", 28, "=C2*2", True])
sheet.append(["百利天恒\n(成都)", datetime.date(2024, 2, 29), 34.0, 1, -0.1, "+86 28", 12345, "=1/0", False])
sheet.append([None, datetime.datetime(2024, 2, 29, 8, 5), 123456789012, None, None, None, None, "x"])
sheet.append(["外部", datetime.time(18, 30), 1e-7, None, None, None, None, "='[other.xlsx]Sheet1'!A1"])
sheet["H4"] = "#N/A"
sheet.merge_cells("A3:A4")
sheet["B3"].number_format = 'yyyy"年"m"月"d"日"'
for row in (2, 3):
    sheet.cell(row, 4).number_format = "0.0%"
    sheet.cell(row, 5).number_format = '"¥"#,##0.00'
    sheet.cell(row, 7).number_format = "0000"
parks = book.create_sheet("Parks & towns")
parks.append(["name"])
parks.append(["温江"])
hidden = book.create_sheet("lists")
hidden.sheet_state = "hidden"
hidden.append(["list"])
book.save(sys.argv[1])
