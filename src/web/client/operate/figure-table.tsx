interface FigureTableProps {
  label: string;
  /** Of the first column and of each figure. */
  heads: string[];
  /** Each begins with its head. */
  rows: string[][];
}

/** Rows of figures; scrolls sideways where they don't fit. */
export function FigureTable({ label, heads, rows }: FigureTableProps) {
  return (
    <div class="wide" tabIndex={0} role="group" aria-label={label}>
      <table>
        <thead>
          <tr class="soft small">
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...figures], row) => (
            <tr key={row}>
              <th scope="row">
                <bdi>{head}</bdi>
              </th>
              {figures.map((figure, i) => (
                <td key={i}>{figure}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
