import {Navigate} from 'react-router'
import {ApiError} from '../api/client'
import {useOverview} from '../overview/useOverview'
import {Failure} from '../parts/Failure'
import {Skeleton} from '../parts/Panel'
import {useSelection, withSelection} from '../selection/useSelection'

/** The address without a page: the overview, or the first steps where nothing was analysed. */
export function Start() {
  const selection = useSelection()
  const {data, error, refetch} = useOverview()
  if (data) return <Navigate to={withSelection('/overview', selection)} replace />
  if (error instanceof ApiError && error.code === 'no_assessment') {
    return <Navigate to="/welcome" replace />
  }
  if (error) return <Failure noun="the overview" error={error} retry={refetch} />
  return <Skeleton noun="the overview" />
}
