import { dateReader, endOf, instantOf, isDateFormat } from './dates.js';

describe('a date format', () => {
  it('says year, month and day, each once', () => {
    for (const format of [
      'yyyy-MM-dd',
      'dd/MM/yyyy',
      'd.M.yyyy',
      'yyyy-MM-dd HH:mm:ss',
      'yyyy-MM-ddTHH:mm:ssZ',
      'yyyyMMdd',
    ])
      expect([format, isDateFormat(format)]).toEqual([format, true]);
    for (const format of ['yy-MM-dd', 'dd/mm/yyyy', 'yyyy-MM', 'yyyy-MM-MM-dd', 'dd MMM yyyy', 'date: yyyy-MM-dd', ''])
      expect([format, isDateFormat(format)]).toEqual([format, false]);
  });

  it('reads texts of its own kind alone', () => {
    expect(dateReader('dd/MM/yyyy')('03/02/2016')).toEqual({ date: '2016-02-03' });
    expect(dateReader('d/M/yyyy')('3/2/2016')).toEqual({ date: '2016-02-03' });
    expect(dateReader('yyyy-MM-dd HH:mm:ss')('2016-02-03 04:05:06')).toEqual({ date: '2016-02-03', time: '04:05:06' });
    for (const text of ['2016-02-03', '3/2/2016', '03/02/16', '03/02/2016 ', '٠٣/٠٢/٢٠١٦'])
      expect(dateReader('dd/MM/yyyy')(text)).toBeUndefined();
    expect(dateReader('yyyy.MM.dd')('2016-02-03')).toBeUndefined();
  });
});

describe('a moment', () => {
  it('is an instant where it is in the calendar', () => {
    expect(instantOf({ date: '2016-02-29' })).toBe('2016-02-29T00:00:00.000Z');
    expect(instantOf({ date: '2016-02-29', time: '12:30:00' })).toBe('2016-02-29T12:30:00.000Z');
    for (const moment of [{ date: '2015-02-29' }, { date: '2015-13-01' }, { date: '2015-01-01', time: '25:00:00' }])
      expect(instantOf(moment)).toBeUndefined();
  });

  it('is over when the day is, or at its time', () => {
    expect(endOf({ date: '2015-12-31' })).toBe('2016-01-01T00:00:00.000Z');
    expect(endOf({ date: '2015-12-31', time: '12:00:00' })).toBe('2015-12-31T12:00:00.000Z');
    expect(endOf({ date: '2015-02-29' })).toBeUndefined();
  });
});
