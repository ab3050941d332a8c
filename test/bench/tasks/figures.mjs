/** Figures beside their goals; `ratio` is what the goal is about. */
export function createReport() {
  const rows = [];
  return {
    rows,
    /** `goal` such as `>= 0.5` or `<= 2`; without one the figure is only told. */
    tell({ database, what, ours, other, otherName, ratio, goal }) {
      const met = goal === undefined ? '' : isMet(ratio, goal) ? 'met' : 'MISSED';
      const shown = ratio === undefined ? '' : ratio.toFixed(2);
      rows.push({
        database,
        what,
        sTask: ours,
        'compared with': `${otherName} ${other}`,
        ratio: shown,
        goal: goal ?? '',
        met,
      });
      console.log(`${database}: ${what}: ${ours}, ${otherName} ${other}, ratio ${shown}, goal ${goal ?? '-'} ${met}`);
    },
  };
}

function isMet(ratio, goal) {
  const [sign, bound] = goal.split(' ');
  return sign === '>=' ? ratio >= Number(bound) : ratio <= Number(bound);
}

const line = (cells) => `| ${cells.join(' | ')} |`;

export function markdown(rows) {
  const names = ['database', 'what', 'sTask', 'compared with', 'ratio', 'goal', 'met'];
  return [line(names), line(names.map(() => '---')), ...rows.map((row) => line(names.map((name) => row[name])))].join(
    '\n',
  );
}

export const perSecond = (count) => `${Math.round(count).toLocaleString('en')}/s`;
export const ms = (milliseconds) => `${milliseconds.toFixed(milliseconds < 10 ? 3 : 0)} ms`;
