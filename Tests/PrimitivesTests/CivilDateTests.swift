import Foundation
import Primitives
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        (1970, 1, 1, 0, 4), (1969, 12, 31, -1, 3), (2000, 2, 29, 11_016, 2), (2024, 3, 1, 19_783, 5), (1600, 1, 1, -135_140, 6),
        (0, 3, 1, -719_468, 3), (9999, 12, 31, 2_932_896, 5),
    ])
    func `days are counted from 1970`(_ year: Int, _ month: Int, _ day: Int, _ count: Int, _ weekday: Int) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date.daysSince1970 == count)
        #expect(date.weekday == weekday)
        #expect(CivilDate(daysSince1970: count) == date)
    }

    @Test func `counting goes on for 800 years without a gap`() {
        var date = CivilDate(year: 1600, month: 1, day: 1)
        for number in date.daysSince1970..<date.daysSince1970 + 2 * 146_097 {
            #expect(date.daysSince1970 == number && CivilDate(daysSince1970: number) == date)
            if date.day < CivilDate.days(inMonth: date.month, of: date.year) {
                date.day += 1
            } else {
                date = CivilDate(year: date.month == 12 ? date.year + 1 : date.year, month: date.month % 12 + 1, day: 1)
            }
        }
        #expect(date == CivilDate(year: 2400, month: 1, day: 1))
    }

    @Test func `every fourth year is a leap year, but only every fourth century`() {
        #expect([1900, 2000, 2023, 2024, 2100, 0, -4].map(CivilDate.isLeap) == [false, true, false, true, false, true, true])
        #expect((1...12).map { CivilDate.days(inMonth: $0, of: 2023) } == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
        #expect(CivilDate(year: 2024, month: 12, day: 31).dayOfYear == 366)
        #expect(CivilDate(exactly: 2023, 2, 29) == nil)
        #expect(CivilDate(exactly: 2024, 2, 29) != nil)
        #expect(CivilDate(exactly: 2024, 0, 1) == nil && CivilDate(exactly: 2024, 13, 1) == nil && CivilDate(exactly: 2024, 1, 0) == nil)
    }
}
