/** What the lines of the graph mean; the states say their names themselves. */
export function GraphLegend() {
  return (
    <ul class="graph-legend" aria-label="Lines of the graph">
      <li>
        <svg width="30" height="10" aria-hidden="true">
          <path class="edge" d="M1 5h24" marker-end="url(#arrow)" />
        </svg>
        is needed by
      </li>
      <li>
        <svg width="30" height="10" aria-hidden="true">
          <path class="edge optional" d="M1 5h24" marker-end="url(#arrow)" />
        </svg>
        is wanted by
      </li>
    </ul>
  );
}
